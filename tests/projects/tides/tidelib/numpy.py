"""What the pages save, for numpy."""

import inspect
import math
import sys

import numpy as np

tidelib = sys.modules[__name__]

#################   WARNING   ################
# The below part is generated automatically through:
#    d2lbook build lib
# Don't edit it directly

import collections
