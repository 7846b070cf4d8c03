// SPDX-License-Identifier: AGPL-3.0-only

//go:build !race

package decision_test

// raceDetector tells that nothing slows the program down.
const raceDetector = false
