"""The face: understands a question and renders an answer or an alert, in Telegram and in the terminal."""
