module thimble.example/golang-pie

go 1.19
