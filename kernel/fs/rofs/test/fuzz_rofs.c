// SPDX-License-Identifier: MIT
// sources: image.c ../reader.c ../tree.c ../../../core/format.c
/* Any disk may be mounted. What the reader accepts can be walked to its end, and is what it promises. */
#include "image.h"

#include <abi/errno.h>
#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image image = {.bytes = (uint8_t *)data, .size = size / 512 * 512};
    struct rofs rofs = {.error = ""};
    long status = image.size == 0 ? -EIO : image_open(&image, &rofs);
    if (status == 0) status = image_walk(&rofs);
    assert(status >= 0 || status == -EIO);
    assert(status >= 0 || image.size == 0 || rofs.error[0] != 0);
    assert(image.mapped == 0);
    rofs_close(&rofs);
    return 0;
}
