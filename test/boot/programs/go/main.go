// SPDX-License-Identifier: MIT

// What Go's runtime asks of a kernel, as named checks: each argument names one, which prints "ok NAME", or says
// what is wrong and ends.
package main

import (
	"fmt"
	"os"
	"runtime"
)

// C's check is only there in a program with cgo.
var checks = map[string]func(){
	"told":       checkTold,
	"goroutines": checkGoroutines,
	"preempt":    checkPreempt,
	"parallel":   checkParallel,
	"collect":    checkCollect,
	"timers":     checkTimers,
	"fault":      checkFault,
	"signal":     checkSignal,
	"http":       checkHTTP,
}

func expect(holds bool, format string, values ...any) {
	if holds {
		return
	}
	_, _, line, _ := runtime.Caller(1)
	fmt.Printf("line %d: %s\n", line, fmt.Sprintf(format, values...))
	os.Exit(1)
}

func main() {
	for _, name := range os.Args[1:] {
		check, known := checks[name]
		expect(known, "there is no check %q", name)
		check()
		fmt.Println("ok", name)
	}
}
