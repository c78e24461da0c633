/* SPDX-License-Identifier: MIT */
/* mimalloc's, but that the last page of a size waits longer for its next block. */
#include "settings.h"

#define _mi_page_retire retire_soon
void retire_soon(mi_page_t *page);
#include <../src/page.c>
#undef _mi_page_retire

/* How many times a heap looks for more memory before an empty page that is the only one of its size goes. A
 * buffer that doubles up to 64 KiB, and another one after it, need a page of each size on the way. */
#define WAIT 17

/* Called when the last block of a page is given back. */
void _mi_page_retire(mi_page_t *page)
{
    mi_page_queue_t *queue = mi_page_queue_of(page);
    mi_page_set_has_aligned(page, false);
    if (page->xblock_size > MI_MEDIUM_OBJ_SIZE_MAX || mi_page_queue_is_special(queue) ||
        queue->first != page || queue->last != page) {
        _mi_page_free(page, queue, false);
        return;
    }
    mi_heap_t *heap = mi_page_heap(page);
    size_t size = (size_t)(queue - heap->pages);
    page->retire_expire = WAIT;
    if (size < heap->page_retired_min) heap->page_retired_min = size;
    if (size > heap->page_retired_max) heap->page_retired_max = size;
}
