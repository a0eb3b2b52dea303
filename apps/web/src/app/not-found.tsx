import type { Metadata } from 'next';
import { NothingHere } from '../features/shell/nothing-here.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return <NothingHere />;
}
