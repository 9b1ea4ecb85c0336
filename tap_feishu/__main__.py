"""`python -m tap_feishu`."""

from tap_feishu.cli import main

main()
