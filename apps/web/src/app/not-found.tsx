import { Notice } from '../components/notice.tsx';

export default function NotFound() {
  return <Notice title="There is nothing here" text="The address does not belong to a screen of the console." />;
}
