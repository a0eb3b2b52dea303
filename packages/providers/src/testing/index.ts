export { type ArrivedRequest, type LocalUpstream, sendEvents, startLocalUpstream, toEvent } from './local-upstream.ts';
export { assistantMessage, toolMessage, userMessage } from './messages.ts';
export { modelRequest } from './model-request.ts';
export { providerSettings } from './provider-settings.ts';
export { hasRecordings, readRecordedChunks, titleOfRecorded } from './recordings.ts';
export {
  type Script,
  ScriptedAdapter,
  type ScriptedAdapterOptions,
  type ScriptedCall,
  type ScriptStep,
} from './scripted-adapter.ts';
export { answerScript, brokenScript, failingScript, finishStep, silentScript, textSteps } from './scripts.ts';
