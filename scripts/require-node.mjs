// This file runs on old versions of Node: it and its imports must not need more than Node 18.

/** The oldest version of Node that runs Penstock. */
const oldest = 24;

/** Why a version of Node cannot run Penstock, as a sentence. Null for a suitable version. */
export function nodeProblem(/** @type {string} */ version) {
  if (Number(version.split('.')[0]) >= oldest) return null;
  return (
    `Penstock runs on Node ${oldest} or newer, this is ${version}: run 'npm install', which brings the right one for ` +
    `'npm start', 'npm run start:api' and 'npm run start:web', or install Node ${oldest} yourself.`
  );
}

/** Ends the process with a sentence if its Node is too old. */
export function requireNode() {
  const problem = nodeProblem(process.versions.node);
  if (problem === null) return;
  console.error(problem);
  process.exit(1);
}
