import { type FormEvent, useCallback, useEffect, useState } from 'react';
import { useSubscription } from 'urql';

type Message = { role: 'USER' | 'ASSISTANT'; content: string };

const document = `subscription Chat($input: GenerateInput!) {
  generate(input: $input) {
    __typename
    ... on TextDelta { text }
    ... on GenerationCompleted { generation { text } }
    ... on GenerationFailed { errorMessage }
  }
}`;

type Event =
  | { __typename: 'TextDelta'; text: string }
  | { __typename: 'GenerationCompleted'; generation: { text: string } }
  | { __typename: 'GenerationFailed'; errorMessage: string }
  | { __typename: 'GenerationStarted' | 'GenerationRestarted' | 'GenerationContinued' };

type Answer = { text: string; isWhole: boolean; failure: string | null };

const empty: Answer = { text: '', isWhole: false, failure: null };

/** The answer after an event. After a lost socket the generation is sent from its start, so the text begins again. */
function addEvent(answer: Answer = empty, { generate: event }: { generate: Event }): Answer {
  switch (event.__typename) {
    case 'GenerationStarted':
    case 'GenerationRestarted':
      return empty;
    case 'TextDelta':
      return { ...answer, text: answer.text + event.text };
    case 'GenerationCompleted':
      return { text: event.generation.text, isWhole: true, failure: null };
    case 'GenerationFailed':
      return { ...answer, failure: event.errorMessage };
    default:
      return answer;
  }
}

type Question = {
  messages: readonly Message[];
  /** The client's name for the request. When it is sent again after a loss, it attaches to the same generation. */
  clientId: string;
};

/** The answer to one question as it arrives. It stops when the component unmounts. */
function StreamedAnswer({ question, onEnd }: { question: Question; onEnd(answer: Answer): void }) {
  const [{ data: answer, error }] = useSubscription({ query: document, variables: { input: question } }, addEvent);
  const failure = error?.message ?? answer?.failure ?? null;

  useEffect(() => {
    if (failure !== null) onEnd({ ...empty, failure });
    else if (answer?.isWhole) onEnd(answer);
  }, [answer, failure, onEnd]);

  return <li className="assistant">{answer?.text}</li>;
}

export function Chat() {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [question, setQuestion] = useState<Question | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  function ask(submitted: FormEvent<HTMLFormElement>): void {
    submitted.preventDefault();
    const form = submitted.currentTarget;
    const all: Message[] = [...messages, { role: 'USER', content: String(new FormData(form).get('question')) }];
    form.reset();
    setMessages(all);
    setFailure(null);
    setQuestion({ messages: all, clientId: crypto.randomUUID() });
  }

  const onEnd = useCallback((answer: Answer): void => {
    setQuestion(null);
    setFailure(answer.failure);
    if (answer.failure === null) setMessages((all) => [...all, { role: 'ASSISTANT', content: answer.text }]);
  }, []);

  return (
    <main>
      <ol aria-live="polite">
        {messages.map(({ role, content }, index) => (
          <li key={`${index} ${role}`} className={role.toLowerCase()}>
            {content}
          </li>
        ))}
        {question !== null && <StreamedAnswer key={question.clientId} question={question} onEnd={onEnd} />}
      </ol>
      {failure !== null && <p role="alert">{failure}</p>}
      <form onSubmit={ask}>
        <input name="question" aria-label="Question" size={40} required disabled={question !== null} />{' '}
        <button type="submit">Ask</button>{' '}
        {question !== null && (
          <button type="button" onClick={() => setQuestion(null)}>
            Stop
          </button>
        )}
      </form>
    </main>
  );
}
