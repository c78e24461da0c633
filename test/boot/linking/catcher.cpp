// SPDX-License-Identifier: MIT
// Catches what a library throws, in threads too, and what dlopen brought.
#include "thrower.h"

#include <dlfcn.h>
#include <iostream>
#include <thread>

static thread_local struct Noisy {
    ~Noisy() { std::cout << "thread ends\n"; }
    int count = 0;
} noisy;

static void try_both()
{
    noisy.count++;
    try {
        throw_text("some text");
    } catch (const std::exception &error) {
        std::cout << "caught " << error.what() << '\n';
    }
    try {
        throw_own(17);
    } catch (const Own &own) {
        std::cout << "caught number " << own.number << '\n';
    }
}

int main()
{
    try_both();
    std::thread(try_both).join();
    int *addresses[2];
    for (int i = 0; i < 2; i++) {
        void *plugin = dlopen(i == 0 ? "unique1.so" : "unique2.so", RTLD_NOW | RTLD_LOCAL);
        if (plugin == nullptr) std::cout << dlerror() << '\n';
        addresses[i] = ((int *(*)())dlsym(plugin, "unique_in_library"))();
    }
    std::cout << "one variable: " << (addresses[0] == addresses[1]) << '\n';
    try {
        std::stoi("no number");
    } catch (const std::invalid_argument &error) {
        std::cout << "caught " << error.what() << '\n';
    }
    return 0;
}
