"""Every sentence and shape that people see: domain values in, text and Block Kit out."""
