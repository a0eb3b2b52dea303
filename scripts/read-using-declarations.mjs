// Loaded before dependency-cruiser, which reads imports with swc. swc parses `await using`, but its visitor does not
// know the statement yet.
import visitor from '@swc/core/Visitor.js';

const { Visitor } = visitor;
const { visitStatement } = Visitor.prototype;

Visitor.prototype.visitStatement = function visitAnyStatement(statement) {
  // swc's types lack the statement too; its declarators are those of a variable.
  if ('decls' in statement) this.visitVariableDeclarators(/** @type {any} */ (statement.decls));
  return 'decls' in statement ? statement : visitStatement.call(this, statement);
};
