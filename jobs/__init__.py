"""The clock: watches sources, detects changes, delivers alerts, keeps house."""
