import { useEffect, useState } from 'preact/hooks';
import { Notice } from './control/notice';
import { text } from './messages';
import { Door } from './page/door';
import { Frame } from './page/frame';
import { asProblem, type Problem } from './problem';
import { Session } from './session';

type Stage =
  | { name: 'resuming' }
  | { name: 'unanswered'; problem: Problem }
  | { name: 'outside'; ended: boolean }
  | { name: 'inside'; session: Session };

/** Outside the door, or inside with a session. */
export function App() {
  const [stage, setStage] = useState<Stage>({ name: 'resuming' });

  const enter = (session: Session) => {
    session.onEnd = () => setStage({ name: 'outside', ended: true });
    setStage({ name: 'inside', session });
  };
  const resume = () => {
    setStage({ name: 'resuming' });
    Session.resume().then(
      (session) => (session === null ? setStage({ name: 'outside', ended: false }) : enter(session)),
      (thrown) => setStage({ name: 'unanswered', problem: asProblem(thrown) }),
    );
  };
  useEffect(resume, []);

  switch (stage.name) {
    case 'resuming':
      return (
        <p class="wait" role="status">
          {text.wait}
        </p>
      );
    case 'unanswered':
      return (
        <main class="door">
          <Notice problem={stage.problem} />
          <button type="button" class="primary" onClick={resume}>
            {text.tryAgain}
          </button>
        </main>
      );
    case 'outside':
      return <Door ended={stage.ended} onEnter={enter} />;
    case 'inside':
      return (
        <Frame
          session={stage.session}
          onLeave={() => {
            void stage.session.signOut();
            // The next person begins on the first page.
            history.replaceState(null, '', location.pathname);
            setStage({ name: 'outside', ended: false });
          }}
        />
      );
  }
}
