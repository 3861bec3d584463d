# Installs the web framework beside it into the application, from its folder alone: nothing is downloaded.
set -eu
cd "$HOME/app"
npm install --offline --no-audit --no-fund --install-links --no-update-notifier --loglevel=error ../tinyweb
