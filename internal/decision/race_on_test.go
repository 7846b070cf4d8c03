// SPDX-License-Identifier: AGPL-3.0-only

//go:build race

package decision_test

// raceDetector tells that everything takes several times as long.
const raceDetector = true
