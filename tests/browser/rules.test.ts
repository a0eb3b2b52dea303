import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startLimitMs } from '../service/start-service.ts';
import { type ConsoleFixture, checkAccessibilityAtEachSize, startConsole } from './console-fixture.ts';
import { findChromium, howToGetChromium } from './find-chromium.ts';
import { ownName } from './remember-state.ts';

const program = findChromium();
const absence = program === null ? ` [Chromium: not found; ${howToGetChromium}]` : '';

describe.skipIf(program === null)(`policy and templates in a browser${absence}`, { timeout: 180_000 }, () => {
  let console: ConsoleFixture;

  beforeAll(async () => {
    console = await startConsole({ generations: 300 });
    const generate = 'mutation ($input: GenerateInput!) { generate(input: $input) { id } }';
    for (const prompt of ['One.', 'Two.', 'Three.']) {
      await console.ask(generate, { input: { prompt, model: 'acme/atlas-mini', maxTokens: 20 } }, 'operator');
    }
  }, startLimitMs);
  beforeEach(() => console.beginTest());
  afterAll(() => console?.stop());

  /** Takes screenshots of the page at rest and checks it with axe, at every size. */
  async function inspect(page: Page, name: string): Promise<void> {
    await console.lookAtEachSize(page, `rules-${name}`);
    await checkAccessibilityAtEachSize(page);
  }

  const editorOf = (page: Page) => page.getByRole('textbox', { name: 'Policy document' });

  /** Replaces a text in the editor by the keyboard, through its search. */
  async function replace(page: Page, from: string, to: string): Promise<void> {
    await editorOf(page).click();
    await page.keyboard.press('Control+f');
    await page.getByRole('textbox', { name: 'Find' }).waitFor();
    await page.keyboard.type(from);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.keyboard.type(to);
  }

  it('shows a problem at its line and the effect of a draft, applies it, and rolls it back', async () => {
    type Policy = { policy: { yaml: string; revision: number } };
    const { policy } = await console.ask<Policy>('{ policy { yaml revision } }', {}, 'operator');
    const first = policy.revision;
    const page = await console.openAs('operator', '/policy');
    await page.getByText(`Revision ${first} in force`).waitFor();
    await editorOf(page).waitFor();
    await page.getByText('Nothing is changed yet.').waitFor();
    await console.lookAtEachSize(page, 'rules-policy');

    await replace(page, 'quality: 0.72', 'quality: 7');
    const problems = page.getByRole('list', { name: 'Problems' });
    await problems.getByText('models.acme.atlas-mini.quality').waitFor();
    const words = (await problems.textContent()) ?? '';
    const line = policy.yaml.split('\n').findIndex((text) => text.includes('quality: 0.72')) + 1;
    expect(words).toContain(`Line ${line}`);
    await page.locator('.cm-lintRange-error').first().waitFor();
    expect(await page.getByRole('button', { name: 'Apply …' }).isDisabled()).toBe(true);
    await inspect(page, 'policy-problem');

    // A reload restores the draft, with a notice.
    await page.reload();
    await page.getByText('restored from').waitFor();
    await problems.getByText('models.acme.atlas-mini.quality').waitFor();

    // The draft removes the model: its requests move to others.
    await replace(page, 'quality: 7', 'active: false, quality: 0.72');
    await page.getByText('No problems: it can be applied.').waitFor();
    const moved = page.getByRole('region', { name: 'Requests that change' });
    await moved.getByText('acme/atlas-mini').first().waitFor();
    await page.getByRole('list', { name: 'Changes' }).getByText('atlas-mini').first().waitFor();
    await inspect(page, 'policy-draft');

    await page.getByRole('button', { name: 'Apply …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.cm-changedLine').first().waitFor();
    await dialog.getByLabel('Why').fill('The mini model is too slow.');
    await inspect(page, 'policy-apply');
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText(`Revision ${first + 1} in force`).waitFor();

    await page.getByRole('tab', { name: 'History' }).click();
    const revisions = page.getByRole('table', { name: 'Revisions of the policy' });
    await revisions.getByText('The mini model is too slow.').first().waitFor();
    await console.lookAtEachSize(page, 'rules-policy-history');
    await page.getByRole('button', { name: `Compare revision ${first}` }).click();
    await page.getByRole('button', { name: `Roll back to revision ${first} …` }).click();
    await page.getByRole('dialog').locator('.cm-changedLine').first().waitFor();
    await inspect(page, 'policy-rollback');
    await page.getByRole('button', { name: 'Roll back', exact: true }).click();
    await page.getByText(`Revision ${first + 2} in force`).waitFor();
    const after = await console.ask<{ policy: { yaml: string; source: string } }>('{ policy { yaml source } }');
    expect(after.policy).toEqual({ yaml: policy.yaml, source: 'ROLLBACK' });
  });

  it('reports that another revision came into force, shows its changes, and merges both', async () => {
    const page = await console.openAs('operator', '/policy');
    await editorOf(page).waitFor();
    await replace(page, 'quality: 0.72', 'quality: 0.71');
    await page.getByText('No problems: it can be applied.').waitFor();
    const { policy } = await console.ask<{ policy: { yaml: string; revision: number } }>(
      '{ policy { yaml revision } }',
    );
    const theirs = policy.yaml.replace('description: The first is cut and the second answers.', 'description: Theirs.');
    await console.ask('mutation ($yaml: String!) { applyPolicy(yaml: $yaml) { revision } }', { yaml: theirs });
    await page.getByText('came into force since you began').waitFor();
    await page.getByRole('button', { name: 'Resolve …' }).click();
    await page.getByRole('dialog').locator('.cm-changedLine').first().waitFor();
    await inspect(page, 'policy-conflict');
    await page.getByRole('button', { name: 'Join both' }).click();
    await page.getByText(`Draft of revision ${policy.revision + 1}`).waitFor();
    await page.getByText('No problems: it can be applied.').waitFor();
    await page.getByRole('button', { name: 'Apply …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByText(`Revision ${policy.revision + 2} in force`).waitFor();
    const after = await console.ask<{ policy: { yaml: string } }>('{ policy { yaml } }');
    expect(after.policy.yaml).toBe(theirs.replace('quality: 0.72', 'quality: 0.71'));
  });

  it('offers settings and explains them, by the keyboard and under the pointer', async () => {
    const page = await console.openAs('operator', '/policy');
    await editorOf(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('cost_controls:\n');
    await page.keyboard.type('  dai');
    await page.locator('.cm-tooltip-autocomplete').getByText('daily_budget').waitFor();
    await console.lookAtEachSize(page, 'rules-policy-completion');
    await page.keyboard.press('Enter');
    await page.keyboard.type('5');
    await page.getByRole('list', { name: 'Changes' }).getByText('daily_budget').first().waitFor();
    await page.locator('.cm-line').getByText('daily_budget').hover();
    await page.locator('.cm-tooltip-hover').getByText('US dollars per day').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Nothing is changed yet.').waitFor();
  });

  it('makes a template, previews it without cost, and saves a version that shows the changes', async ({ task }) => {
    // A removed template's name keeps its number of versions.
    const greeting = ownName('greeting', task).replace(' ', '-');
    const page = await console.openAs('member', '/templates');
    await page.getByRole('navigation', { name: 'Templates' }).getByRole('button', { name: 'summary' }).waitFor();
    await page.getByRole('button', { name: 'New template' }).click();
    await page.getByLabel('Name').fill(greeting);
    await page.getByLabel('Text of message 1').fill('Be {{tone}}.');
    await page.getByLabel('Text of message 2').fill('Greet {{who}}.');
    await page.getByLabel('Default of tone').fill('kind');
    await page.getByText('Type a value for who').waitFor();
    await page.getByRole('textbox', { name: 'who', exact: true }).fill('Ada');
    const preview = page.getByRole('list', { name: 'Messages of the preview' });
    await preview.getByText('Greet Ada.').waitFor();
    await preview.getByText('Be kind.').waitFor();
    await inspect(page, 'template-new');
    await page.getByRole('button', { name: 'Save …' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: greeting, exact: true }).waitFor();

    await page.getByLabel('Text of message 1').fill('Be very {{tone}}.');
    await page.getByRole('button', { name: 'Save version 2 …' }).click();
    await page.getByRole('dialog').locator('.cm-changedLine').first().waitFor();
    await console.lookAtEachSize(page, 'rules-template-save');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('table', { name: 'Versions' }).locator('[data-id="2"]').waitFor();
    await inspect(page, 'template');
    await page.getByRole('button', { name: 'What changed in version 2' }).click();
    await page.getByRole('dialog').locator('.cm-changedLine').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const link = page.getByRole('link', { name: 'Try in Playground' });
    expect(await link.getAttribute('href')).toBe(`/playground?template=${greeting}`);

    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Choose a template').waitFor();
    const { templates } = await console.ask<{ templates: { name: string }[] }>('{ templates { name } }', {}, 'member');
    expect(templates.map(({ name }) => name)).toEqual(['summary']);
  });

  it('shows viewers and members only their permitted data, and no action that the API refuses', async () => {
    const page = await console.openAs('viewer', '/templates');
    await page.getByRole('navigation', { name: 'Templates' }).getByRole('button', { name: 'summary' }).click();
    await page.getByRole('heading', { name: 'summary' }).waitFor();
    await page.getByRole('table', { name: 'Versions' }).waitFor();
    await page.goBack();
    await page.getByText('Choose a template').waitFor();
    await page.goForward();
    await page.getByRole('heading', { name: 'summary' }).waitFor();
    for (const name of ['New template', 'Remove', 'Add a message', /^Save/]) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    expect(await page.getByRole('link', { name: 'Try in Playground' }).count()).toBe(0);
    await inspect(page, 'template-viewer');

    const member = await console.openAs('member', '/policy');
    await member.getByText('Policy: no permission').waitFor();
    await console.lookAtEachSize(member, 'rules-policy-member');
    await member.goto(`${console.service.consoleUrl}/templates`);
    await member.getByRole('navigation', { name: 'Templates' }).getByRole('button', { name: 'summary' }).click();
    // For all workspaces: only an operator may change it.
    await member.getByRole('heading', { name: 'summary' }).waitFor();
    expect(await member.getByRole('button', { name: /^(Save|Remove)/ }).count()).toBe(0);
    expect(await member.getByRole('button', { name: 'New template' }).count()).toBe(1);
  });
});
