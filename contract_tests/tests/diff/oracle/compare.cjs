// Compare pairs of documents with openapi-diff. Arguments: the folder with its node_modules, and a file {name: [old, new]}.
// Write {name: verdict} to standard output: "breaking", "other", "none", or "unreadable" for a document that it refuses.
const fs = require("node:fs");
const { createRequire } = require("node:module");

const [folder, file] = process.argv.slice(2);
const { diffSpecs } = createRequire(`${folder}/`)("openapi-diff");
const side = (content, location) => ({ content: JSON.stringify(content), location, format: "openapi3" });

async function verdict([old, current]) {
  try {
    const found = await diffSpecs({ sourceSpec: side(old, "old.json"), destinationSpec: side(current, "new.json") });
    if (found.breakingDifferencesFound) return "breaking";
    return found.nonBreakingDifferences.length + found.unclassifiedDifferences.length ? "other" : "none";
  } catch {
    return "unreadable";
  }
}

(async () => {
  const verdicts = {};
  for (const [name, pair] of Object.entries(JSON.parse(fs.readFileSync(file, "utf8")))) verdicts[name] = await verdict(pair);
  process.stdout.write(JSON.stringify(verdicts));
})();
