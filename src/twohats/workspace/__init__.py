"""Settings, team, communities and policy by date: files in git that people edit."""
