// SPDX-License-Identifier: MIT

// An ordinary Go program: goroutines, maps, a deferred call that recovers, and C through cgo.
package main

/*
#include <stdlib.h>
#include <unistd.h>

static long page_size(void) { return sysconf(_SC_PAGESIZE); }
*/
import "C"

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"sync"
)

// recovered runs f and gives what it panicked with.
func recovered(f func()) (cause any) {
	defer func() { cause = recover() }()
	f()
	return nil
}

func main() {
	name := "Go"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	fmt.Printf("Hello from %s on %s/%s!\n", name, runtime.GOOS, runtime.GOARCH)

	var group sync.WaitGroup
	sums := make(chan int, 8)
	for i := 1; i <= 8; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			sum := 0
			for j := 0; j <= i*1000; j++ {
				sum += j
			}
			sums <- sum
		}(i)
	}
	group.Wait()
	close(sums)
	var all []int
	for sum := range sums {
		all = append(all, sum)
	}
	sort.Ints(all)
	fmt.Println("8 goroutines:", all)

	words := map[string]int{}
	for _, word := range strings.Fields("one two two three three three") {
		words[word]++
	}
	fmt.Println("words:", words)
	fmt.Println("recovered:", recovered(func() { panic("on purpose") }))
	fmt.Println("page size, asked of C:", C.page_size())
}
