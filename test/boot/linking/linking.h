/* SPDX-License-Identifier: MIT */
/* What the libraries of this folder offer to each other. */
#pragma once

/* liba */
extern int shared_value;
extern char shared_text[16];
extern __thread int a_counter;
int *address_of_shared_value(void);
int *address_of_a_counter(void);
int a_initial_exec(void);
int a_chosen(void);
int (*address_of_a_function(void))(void);
int a_function(void);
int versioned(void);

/* libb */
int b_old_version(void);
int b_next_of_a_function(void);
int b_sum(void);

/* libtext */
int text_value(void);
