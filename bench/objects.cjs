/** Writes the objects that the library makes of servers, as JSON: node objects.cjs SERVERS OBJECTS. */
const { readFileSync, writeFileSync } = require('node:fs');
const library = require('./contenders/library.cjs');

const [, , servers, objects] = process.argv;
const app = library(JSON.parse(readFileSync(servers, 'utf8')));
writeFileSync(objects, JSON.stringify(app.charts[0].toJson()));
