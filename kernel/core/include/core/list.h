/* SPDX-License-Identifier: MIT */
/* A circular doubly linked list with a head; nodes live inside of what they link. The owner's lock protects
 * it. */
#pragma once

#include <core/types.h>

struct list_node {
    struct list_node *next, *prev;
};

#define LIST_INIT(name)                                                                                      \
    {                                                                                                        \
        &(name), &(name)                                                                                     \
    }

static inline void list_init(struct list_node *head)
{
    head->next = head->prev = head;
}

static inline bool list_empty(const struct list_node *head)
{
    return head->next == head;
}

static inline void list_insert_after(struct list_node *where, struct list_node *node)
{
    node->next = where->next;
    node->prev = where;
    where->next->prev = node;
    where->next = node;
}

static inline void list_add_tail(struct list_node *head, struct list_node *node)
{
    list_insert_after(head->prev, node);
}

static inline void list_add_head(struct list_node *head, struct list_node *node)
{
    list_insert_after(head, node);
}

/** Takes `node` out; it is left linked to itself, so that list_empty(node) tells that it is nowhere. */
static inline void list_remove(struct list_node *node)
{
    node->prev->next = node->next;
    node->next->prev = node->prev;
    list_init(node);
}

#define list_entry(node, type, member) container_of(node, type, member)

/** The first node taken out of the list, or NULL. */
static inline struct list_node *list_pop(struct list_node *head)
{
    struct list_node *node = head->next;
    if (node == head) return NULL;
    list_remove(node);
    return node;
}

#define LIST_FOREACH(head, node)                                                                             \
    for (struct list_node *node = (head)->next; node != (head); node = node->next)

/** As LIST_FOREACH; the loop's body may remove `node`. */
#define LIST_FOREACH_SAFE(head, node)                                                                        \
    for (struct list_node *node = (head)->next, *node##_next = node->next; node != (head);                   \
         node = node##_next, node##_next = node->next)
