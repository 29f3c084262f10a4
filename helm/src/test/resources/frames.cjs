// Puts the frames of asked.json through Grafana's own transformations and prints the columns of the table that comes out.
const { JSDOM } = require('jsdom');
const { window } = new JSDOM('', { url: 'http://localhost/' });
Object.assign(globalThis, { window, document: window.document, HTMLElement: window.HTMLElement });
globalThis.localStorage = window.localStorage;

const fs = require('fs');
const grafana = require('@grafana/data');

const known = new Map(Object.values(grafana.standardTransformers).map((transformation) => [transformation.id, transformation]));
grafana.standardTransformersRegistry.setInit(() => [...known].map(([id, transformation]) => ({ id, transformation })));
const { frames, transformations } = JSON.parse(fs.readFileSync('asked.json'));
grafana.transformDataFrame(transformations, frames.map(grafana.toDataFrame)).subscribe((tables) => {
  if (tables.length !== 1) throw new Error(`${tables.length} tables`);
  const columns = tables[0].fields.map((field) => [
    grafana.getFieldDisplayName(field, tables[0], tables), { type: field.type, values: [...field.values] }]);
  console.log(JSON.stringify(Object.fromEntries(columns)));
});
