"""SameSide: a chat coach for parents of children with disabilities and their IEP team."""
