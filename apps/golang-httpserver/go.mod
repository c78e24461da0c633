module thimble.example/golang-httpserver

go 1.19
