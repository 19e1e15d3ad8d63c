// Prints whether the root file system can be written to.
const { writeFileSync } = require('node:fs');

try {
  writeFileSync('/app/x', '');
  console.log('written');
} catch ({ code }) {
  console.log(code);
}
