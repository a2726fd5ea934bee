import { createContext, useContext } from 'react';
import type { Service } from '../api.js';

export const ServiceContext = createContext<Service | null>(null);

export function useService(): Service {
  const service = useContext(ServiceContext);
  if (service === null) throw new Error('ServiceContext is not provided');
  return service;
}
