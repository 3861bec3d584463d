cd "$HOME/app" && node server.js --check
