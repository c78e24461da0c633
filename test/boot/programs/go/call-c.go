// SPDX-License-Identifier: MIT

//go:build cgo

package main

/*
#include <pthread.h>
#include <stdint.h>

extern void called(uintptr_t);

static void *call_back(void *value)
{
	called((uintptr_t)value);
	return value;
}

// Has a thread of C's own call Go.
static uintptr_t through_thread(uintptr_t value)
{
	pthread_t thread;
	void *result = 0;
	if (pthread_create(&thread, 0, call_back, (void *)value) != 0) return 0;
	pthread_join(thread, &result);
	return (uintptr_t)result;
}
*/
import "C"

import (
	"sync"
	"sync/atomic"
)

var calls atomic.Int64

//export called
func called(value C.uintptr_t) {
	calls.Add(int64(value))
}

func init() {
	checks["c"] = func() {
		var all sync.WaitGroup
		for i := 1; i <= 100; i++ {
			all.Add(1)
			go func(value int) {
				defer all.Done()
				result := C.through_thread(C.uintptr_t(value))
				expect(int(result) == value, "%d came back as %d", value, result)
			}(i)
		}
		all.Wait()
		expect(calls.Load() == 5050, "the calls add up to %d", calls.Load())
	}
}
