"""What stands on the desk: scanners, label printers, the scan spool. Knows events and errors only."""
