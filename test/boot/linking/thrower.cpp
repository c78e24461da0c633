// SPDX-License-Identifier: MIT
// Throws what others catch; keeps a variable that there is one of in the whole program.
#include "thrower.h"

#include <string>

void throw_text(const char *text) { throw std::runtime_error(text); }
void throw_own(int number) { throw Own(number); }
Own::~Own() = default;
extern "C" int *unique_in_library() { return &Inline<int>::value; }
