import type { Decision, Rejection } from './decision.ts'

export const rejected = (rejection: Rejection): Decision => ({ outcome: 'rejected', rejection })
export const isRejection = (value: object): value is Rejection => 'code' in value
