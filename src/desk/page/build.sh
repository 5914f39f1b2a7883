#!/bin/sh
# Makes codemirror.js and its licences anew, in a folder of its own: versions as they stand in codemirror.versions. Needs node and npm; a build of hikiwake does not.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
cd "$place"
printf '{ "private": true, "type": "module" }\n' > package.json
npm install --no-audit --no-fund $(cat "$here/codemirror.versions")
cp "$here/codemirror.entry.js" entry.js
node node_modules/esbuild/install.js
./node_modules/.bin/esbuild entry.js --bundle --format=esm --minify --target=es2022 --legal-comments=none --outfile="$here/codemirror.js"
for package in $(grep -v '^esbuild' "$here/codemirror.versions" | sed 's/@[^@]*$//'); do
    printf '%s\n\n' "$package"
    cat "node_modules/$package/LICENSE"
    printf '\n'
done > "$here/codemirror.licences.txt"
rm -r "$place"
