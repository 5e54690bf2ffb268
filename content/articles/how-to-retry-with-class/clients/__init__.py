"""The same client four times: ours, tenacity, stamina and urllib3."""
