'use client';

import { notifications } from '@mantine/notifications';
import { Component, type ReactNode, Suspense } from 'react';

type LazyPartProps = {
  /** Shown while the part loads, and when it could not be loaded. Default: nothing. */
  fallback?: ReactNode;
  /** Called when the part could not be loaded. */
  onFailure?: () => void;
  children: ReactNode;
};

/** Loads a part when it is opened. The page around it stays when the load fails. */
export class LazyPart extends Component<LazyPartProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(): void {
    notifications.show({
      color: 'red',
      title: 'This part of the console could not be loaded',
      message: 'Reload the page to try again.',
      autoClose: false,
    });
    this.props.onFailure?.();
  }

  override render(): ReactNode {
    const { fallback = null, children } = this.props;
    return this.state.hasFailed ? fallback : <Suspense fallback={fallback}>{children}</Suspense>;
  }
}
