export {
  type Script,
  ScriptedAdapter,
  type ScriptedAdapterOptions,
  type ScriptedCall,
  type ScriptStep,
} from './scripted-adapter.ts';
export { answerScript, brokenScript, failingScript, finishStep, silentScript, textSteps } from './scripts.ts';
