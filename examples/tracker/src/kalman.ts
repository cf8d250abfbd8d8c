// SPDX-License-Identifier: MIT

/** Value, speed and covariance. */
export type KalmanState = readonly [value: number, speed: number, vv: number, vs: number, ss: number];

/**
 * A Kalman filter of one number that moves at a nearly constant speed: the state is value and speed, the
 * acceleration is white noise. A box is four of these (centre x, centre y, height, aspect): with noise that does not
 * couple them, that is the same as one filter with eight states, in a fraction of the work.
 */
export class KalmanAxis {
  value: number;
  speed = 0;
  // Covariance, symmetric.
  private vv: number;
  private vs = 0;
  private ss: number;

  constructor(value: number, valueStd: number, speedStd: number) {
    this.value = value;
    this.vv = valueStd * valueStd;
    this.ss = speedStd * speedStd;
  }

  save(): KalmanState {
    const { value, speed, vv, vs, ss } = this;
    return [value, speed, vv, vs, ss];
  }

  static restore([value, speed, vv, vs, ss]: KalmanState): KalmanAxis {
    return Object.assign(new KalmanAxis(value, 0, 0), { speed, vv, vs, ss });
  }

  /** Moves on by `dt` seconds; `noise` is the standard deviation of the acceleration, a second. */
  predict(dt: number, noise: number): void {
    const q = noise * noise;
    this.value += this.speed * dt;
    this.vv += dt * (2 * this.vs + dt * this.ss) + (q * dt * dt * dt) / 3;
    this.vs += dt * this.ss + (q * dt * dt) / 2;
    this.ss += q * dt;
  }

  /** Takes a measurement with the standard deviation `std` into account. */
  update(measured: number, std: number): void {
    const innovation = measured - this.value;
    const total = this.vv + std * std;
    const gainValue = this.vv / total;
    const gainSpeed = this.vs / total;
    this.value += gainValue * innovation;
    this.speed += gainSpeed * innovation;
    this.ss -= gainSpeed * this.vs;
    this.vs -= gainValue * this.vs;
    this.vv -= gainValue * this.vv;
  }
}
