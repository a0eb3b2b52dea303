import { readFile } from 'node:fs/promises';
import { buildSchema, findSchemaChanges, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { printedSchema, schemaFile } from './print-schema.ts';
import { schema } from './schema.ts';

/** The places without a description, for example `Model.price`. */
function undescribed(): string[] {
  const missing: string[] = [];
  const look = (name: string, { description }: { description?: string | null | undefined }) => {
    if (description == null || description === '') missing.push(name);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    look(type.name, type);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field);
        for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
      }
    }
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    }
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
  }
  return missing;
}

describe('the schema', () => {
  test('equals the committed file, which node apps/api/src/graphql/print-schema.ts writes', async () => {
    const committed = await readFile(schemaFile, 'utf8');

    expect(findSchemaChanges(buildSchema(committed), schema)).toEqual([]);
    expect(printedSchema()).toBe(committed);
  });

  test('describes every type, field, argument and value', () => {
    expect(undescribed()).toEqual([]);
  });
});
