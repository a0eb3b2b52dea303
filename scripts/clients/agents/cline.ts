import { runCommand } from '../run-command.ts';
import { type Agent, answerLimitMs, foldersOf, lastLine, programOf } from './agent.ts';

export const cline: Agent = {
  client: 'Cline CLI',
  name: 'cline',
  registry: 'npm',
  runsCommands: true,
  readAnswer: lastLine,
  async ask(prompt, dialect, place) {
    const { stage, signal } = place;
    const { home, work } = await foldersOf(place);
    const options = { folder: work, signal, limitMs: answerLimitMs, environment: { HOME: home } };
    const model = stage.modelOf(dialect);
    const access = ['--provider', 'openai', '--apikey', stage.key, '--baseurl', `${stage.url}/v1`, '--modelid', model];
    const signedIn = await runCommand(programOf(place, 'cline'), ['auth', ...access], options);
    if (signedIn.problem !== null) return signedIn;
    return runCommand(programOf(place, 'cline'), ['--provider', 'openai', '--model', model, prompt], options);
  },
};
