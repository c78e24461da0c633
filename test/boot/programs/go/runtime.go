// SPDX-License-Identifier: MIT
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func checkTold() {
	fmt.Println("cpus", runtime.NumCPU())
}

// Ten thousand goroutines pass a number on, each one more.
func checkGoroutines() {
	const count = 10_000
	first := make(chan int)
	last := first
	for i := 0; i < count; i++ {
		next := make(chan int)
		go func(in, out chan int) { out <- 1 + <-in }(last, next)
		last = next
	}
	first <- 0
	sum := <-last
	expect(sum == count, "%d goroutines have counted to %d", count, sum)
}

// A loop without a call gives its thread up only by the signal that the runtime sends (SIGURG).
func checkPreempt() {
	before := runtime.GOMAXPROCS(1)
	var started, stop atomic.Bool
	done := make(chan struct{})
	go func() {
		started.Store(true)
		for !stop.Load() {
		}
		close(done)
	}()
	for !started.Load() {
		runtime.Gosched()
	}
	stop.Store(true)
	<-done
	runtime.GOMAXPROCS(before)
}

// As many goroutines as CPUs answer each other without ever giving theirs up: with fewer threads than that
// running at once, it takes a preemption for each turn, and still ends.
func checkParallel() {
	count := int64(runtime.GOMAXPROCS(0))
	var turn atomic.Int64
	var all sync.WaitGroup
	for i := int64(0); i < count; i++ {
		all.Add(1)
		go func(own int64) {
			defer all.Done()
			for round := int64(0); round < 20; round++ {
				for turn.Load() != round*count+own {
				}
				turn.Add(1)
			}
		}(i)
	}
	all.Wait()
	expect(turn.Load() == 20*count, "%d turns", turn.Load())
}

type node struct {
	left, right *node
	value       int
}

func grow(depth, value int) *node {
	if depth == 0 {
		return &node{value: value}
	}
	return &node{grow(depth-1, value), grow(depth-1, value), value}
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.value + n.left.sum() + n.right.sum()
}

// Workers make garbage of trees and maps while the collector runs all the time, and find what they keep as it was.
func checkCollect() {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	var finalized atomic.Int64
	var all sync.WaitGroup
	for worker := 1; worker <= 8; worker++ {
		all.Add(1)
		go func(worker int) {
			defer all.Done()
			kept := grow(8, worker)
			names := map[string]int{}
			for round := 0; round < 20; round++ {
				tree := grow(8, round)
				runtime.SetFinalizer(tree, func(*node) { finalized.Add(1) })
				names[fmt.Sprint(worker, round)] = tree.sum()
			}
			expect(kept.sum() == 511*worker, "a tree of %d has the sum %d", worker, kept.sum())
			for round := 0; round < 20; round++ {
				sum := names[fmt.Sprint(worker, round)]
				expect(sum == 511*round, "a tree of %d had the sum %d", round, sum)
			}
		}(worker)
	}
	all.Wait()
	for finalized.Load() < 160 {
		runtime.GC()
		runtime.Gosched()
	}
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	expect(stats.HeapReleased > 0, "no memory was given back")
}

func checkTimers() {
	began := time.Now()
	order := make(chan int, 3)
	for _, each := range []int{3, 1, 2} {
		each := each
		time.AfterFunc(time.Duration(each)*100*time.Millisecond, func() { order <- each })
	}
	first, second, third := <-order, <-order, <-order
	expect(first == 1 && second == 2 && third == 3, "timers fired as %d %d %d", first, second, third)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for i := 0; i < 10; i++ {
		<-ticker.C
	}
	passed := time.Since(began)
	expect(passed >= 340*time.Millisecond, "all of it took %v", passed)
}

// A fault of the program becomes a panic, which can be recovered from.
func checkFault() {
	recovered := func() (value any) {
		defer func() { value = recover() }()
		var nothing *node
		return nothing.value
	}()
	err, is := recovered.(runtime.Error)
	expect(is && err.Error() == "runtime error: invalid memory address or nil pointer dereference", "%v", recovered)
}

func checkSignal() {
	arrived := make(chan os.Signal, 1)
	signal.Notify(arrived, syscall.SIGUSR1)
	defer signal.Stop(arrived)
	expect(syscall.Kill(os.Getpid(), syscall.SIGUSR1) == nil, "kill failed")
	expect(<-arrived == syscall.SIGUSR1, "another signal arrived")
}
