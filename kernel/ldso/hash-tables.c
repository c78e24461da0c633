/* SPDX-License-Identifier: MIT */
/* The two hash tables of an object: checked, and the symbol table's size learnt from them. */
#include "dynamic.h"

/* gABI, "Hash Table": nbucket, nchain, buckets, chains. There are as many chains as symbols. */
int ldso_read_sysv_hash(struct ldso_image *image, uint64_t hash)
{
    const uint32_t *header = ldso_span_array(image, hash, 2, sizeof(uint32_t), 4);
    const uint32_t *table = header == NULL ? NULL
                                           : ldso_span_array(image, hash, 2 + (uint64_t)header[0] + header[1],
                                                             sizeof(uint32_t), 4);
    if (table == NULL) return ldso_damaged(image, "its hash table (DT_HASH) lies outside of its segments");
    image->dynamic.symbol_count = table[1];
    if (table[0] == 0 || table[1] == 0) return 0;
    image->dynamic.sysv = (struct ldso_sysv_hash){
        .bucket_count = table[0],
        .buckets = table + 2,
        .chain = table + 2 + table[0],
    };
    return 0;
}
DO_FOR_USE(image_sysv_hash, ldso_read_sysv_hash);

/* One more than the last symbol that a bucket begins with; 0 when all buckets are empty. */
static uint64_t last_bucket_end(const struct ldso_gnu_hash *gnu)
{
    uint64_t end = 0;
    for (uint32_t i = 0; i < gnu->bucket_count; i++)
        if (gnu->buckets[i] >= end) end = gnu->buckets[i] != 0 ? (uint64_t)gnu->buckets[i] + 1 : 0;
    return end;
}

/* The chain that begins last ends the table: its last entry has the lowest bit set. */
static int count_gnu_symbols(struct ldso_image *image, struct ldso_gnu_hash *gnu, uint64_t chain_address)
{
    uint64_t count = last_bucket_end(gnu);
    if (count == 0) {
        gnu->bucket_count = 0; /* nothing is defined, and how much is undefined the table does not tell */
        image->dynamic.symbol_count = 0;
        return 0;
    }
    if (count <= gnu->first_symbol) return ldso_damaged(image, "a bucket of its GNU hash table is too small");
    for (;; count++) {
        const uint32_t *entry =
            ldso_span_array(image, chain_address, count - gnu->first_symbol, sizeof(uint32_t), 4);
        if (entry == NULL || count > UINT32_MAX)
            return ldso_damaged(image, "a chain of its GNU hash table has no end");
        gnu->chain = entry;
        if (entry[count - gnu->first_symbol - 1] & 1) break;
    }
    image->dynamic.symbol_count = gnu->symbol_end = (uint32_t)count;
    for (uint32_t i = 0; i < gnu->bucket_count; i++)
        if (gnu->buckets[i] != 0 && gnu->buckets[i] < gnu->first_symbol)
            return ldso_damaged(image, "a bucket of its GNU hash table is too small");
    return 0;
}

/* Four words (buckets, first symbol, words of the Bloom filter, its shift), the filter, buckets, chains. */
int ldso_read_gnu_hash(struct ldso_image *image, uint64_t hash)
{
    static const char outside[] = "its GNU hash table lies outside of its segments";
    const uint32_t *header = ldso_span_array(image, hash, 4, sizeof(uint32_t), 8);
    if (header == NULL) return ldso_damaged(image, outside);
    uint32_t words = header[2], sysv_count = image->dynamic.symbol_count;
    if (words == 0 || (words & (words - 1)) != 0 || header[3] >= 32)
        return ldso_damaged(image, "the Bloom filter of its GNU hash table is malformed");
    struct ldso_gnu_hash *gnu = &image->dynamic.gnu;
    uint64_t bloom = hash + 16, buckets = bloom + 8ul * words, chain = buckets + 4ul * header[0];
    *gnu = (struct ldso_gnu_hash){
        .bucket_count = header[0],
        .first_symbol = header[1],
        .bloom_mask = words - 1,
        .bloom_shift = header[3],
        .bloom = ldso_span_array(image, bloom, words, 8, 8),
        .buckets = ldso_span_array(image, buckets, header[0], 4, 4),
    };
    if (gnu->bloom == NULL || (gnu->bucket_count != 0 && gnu->buckets == NULL))
        return ldso_damaged(image, outside);
    int status = count_gnu_symbols(image, gnu, chain);
    if (status == 0 && image->dynamic.sysv.bucket_count != 0 && sysv_count < image->dynamic.symbol_count)
        return ldso_damaged(image, "its two hash tables tell different numbers of symbols");
    if (status == 0 && sysv_count > image->dynamic.symbol_count) image->dynamic.symbol_count = sysv_count;
    return status;
}
