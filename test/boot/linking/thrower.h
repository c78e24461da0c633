// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>

struct Own {
    explicit Own(int number) : number(number) {}
    virtual ~Own();
    int number;
};

template <typename T> struct Inline {
    static inline T value = 1;
};

void throw_text(const char *text);
void throw_own(int number);
