// Loaded before dependency-cruiser: swc parses `await using`, but the visitor that comes with it, by which the walls are
// read, does not know the statement yet.
import visitor from '@swc/core/Visitor.js';

const { Visitor } = visitor;
const { visitStatement } = Visitor.prototype;

Visitor.prototype.visitStatement = function visitAnyStatement(statement) {
  // swc's types lack the statement too; its declarators are those of a variable.
  if ('decls' in statement) this.visitVariableDeclarators(/** @type {any} */ (statement.decls));
  return 'decls' in statement ? statement : visitStatement.call(this, statement);
};
