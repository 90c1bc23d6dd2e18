"""`python -m hexapla` is `hexapla`."""

from hexapla.cli.main import main

main()
