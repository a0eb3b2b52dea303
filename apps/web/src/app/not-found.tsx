import { Notice } from '../components/notice.tsx';

export default function NotFound() {
  return <Notice title="There is nothing here" text="The console has no screen at this address." />;
}
