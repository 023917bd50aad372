/* Inside of platform/age. */
#ifndef RV_AGE_PRIV_H
#define RV_AGE_PRIV_H

#include "age/age.h"

enum {
	FILE_KEY = 16,
	WRAPPED = FILE_KEY + 16,
	MAC = 32,
	NONCE = 16,
	PIECE = 64 * 1024,
	TAG = 16,
	HEAD_MOST = 64 * 1024, /* of a head that is read */
	/* base64 without padding of 32 bytes */
	BASE64_32 = 43,
};

#define AGE_FIRST  "age-encryption.org/v1\n"
#define AGE_STANZA "-> X25519 "
#define AGE_MAC	   "---"

/* HKDF-SHA-256 for one block. `salt` may be empty. */
void age_derive(struct str secret, struct str salt, const char *info,
		unsigned char ret_key[32]);
/* The key that wraps a file's key between two points; false: a bad point. */
bool age_wrap_key(const unsigned char shared[32], const unsigned char share[32],
		  const unsigned char recipient[32],
		  unsigned char ret_key[32]) MUST_USE;
void age_mac(const unsigned char file_key[FILE_KEY], struct str head,
	     unsigned char ret_mac[MAC]);
/* 32 bytes as 43 letters, and back; false unless canonical. */
void age_base64(const unsigned char bytes[32], char ret_text[BASE64_32 + 1]);
bool age_base64_read(struct str text, unsigned char ret_bytes[32]) MUST_USE;
/* A nonce of the stream: number of the piece, whether it is the last. */
void age_piece_nonce(uint64_t number, bool last, unsigned char ret_nonce[12]);

#endif
