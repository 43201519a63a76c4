"""Many replicas of the house on one PostgreSQL: who delivers what, and how they keep Telegram's limits together.

    replica     one of them, put together      hands   what a commit gives away, in a fleet
    own         replies sent by who made them
    deliveries  a job -> what waits -> sender  jobs    Procrastinate: takes jobs, frees those of the dead
    shares      Telegram's overall limit, kept by all replicas together

It must not know Telegram's library, nor what a message says.
"""
