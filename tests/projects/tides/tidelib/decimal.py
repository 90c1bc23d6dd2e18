"""What the pages save, for decimal."""

import inspect
import sys

tidelib = sys.modules[__name__]

#################   WARNING   ################
# The below part is generated automatically through:
#    d2lbook build lib
# Don't edit it directly

import collections
