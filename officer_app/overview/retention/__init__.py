"""保存期限, retention: how long personal data is kept, what is past that, and removing it by two people."""
