// SPDX-License-Identifier: MIT

// An ordinary HTTP server of Go's standard library, which ends cleanly when it is asked to.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"
)

const shutdownTime = 5 * time.Second

func main() {
	log.SetFlags(0)
	var served atomic.Int64
	handler := http.NewServeMux()
	handler.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		served.Add(1)
		fmt.Fprintf(answer, "Hello from %s on %d CPU!\n", runtime.Version(), runtime.NumCPU())
	})
	// What is sent comes back as its checksum: no byte may be lost on the way in.
	handler.HandleFunc("/sha256", func(answer http.ResponseWriter, request *http.Request) {
		served.Add(1)
		hash := sha256.New()
		if _, err := io.Copy(hash, request.Body); err != nil {
			http.Error(answer, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(answer, "%x\n", hash.Sum(nil))
	})
	// Garbage for the collector, in as many goroutines as there are requests.
	handler.HandleFunc("/garbage", func(answer http.ResponseWriter, request *http.Request) {
		served.Add(1)
		count := 0
		for i := 0; i < 1000; i++ {
			count += len(make([]byte, 1024+i))
		}
		runtime.GC()
		fmt.Fprintln(answer, count)
	})

	address := ":8080"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	server := &http.Server{Addr: address, Handler: handler, ReadHeaderTimeout: time.Minute}
	asked, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		<-asked.Done()
		within, cancel := context.WithTimeout(context.Background(), shutdownTime)
		defer cancel()
		ended <- server.Shutdown(within)
	}()
	log.Printf("listening on %s", address)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	if err := <-ended; err != nil {
		log.Fatal(err)
	}
	log.Printf("ended after %d requests", served.Load())
}
